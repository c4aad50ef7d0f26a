import "./asking";
import "./documents";
import "./drop";
import "./source";
