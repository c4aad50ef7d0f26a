import { decorate } from "../../../../web/source/markdown/decorate";
import { render } from "../../../../web/source/markdown/dialect";
import { StreamedMarkdown } from "../../../../web/source/markdown/streamed";
import { csvOf } from "../../../../web/source/markdown/csv";

// What the tests call from outside.
Object.assign(window, { StreamedMarkdown, decorate, renderMarkdown: render, csvOf });
