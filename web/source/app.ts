import { t } from "./texts";

document.title ||= t("app.name");
