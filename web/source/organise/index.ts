import { keep } from "../cookies";
import "./list";
import "./search";
import "./data";
import "./prompts";
import "./shared";

// The server groups chats by the reader's days, and reads days in searches so.
keep("zone", String(-new Date().getTimezoneOffset()));
