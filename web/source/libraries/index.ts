import "./asking";
import "./documents";
import "./drop";
import "./reading";
import "./scope";
import "./source";
