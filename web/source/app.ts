import "./theme";
import "./menus";
import "./sidebar";
import "./pwa";
import "./organise";
import "./libraries";
import "./chat/conversation";
import { go } from "./navigation";
import { command } from "./shortcuts";

command({ id: "chat.new", label: "shortcuts.newChat", keys: "Ctrl+Shift+O", run: () => go("/") });
command({ id: "settings.open", label: "shortcuts.settings", keys: "Ctrl+.", run: () => go("/settings") });
