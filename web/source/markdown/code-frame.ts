/**
 * A frame in which a document of a reply runs: an origin of its own, no network, and no way to the page around it.
 * The server's page /frame brings the policy that srcdoc would lack, and takes the document once by message.
 */
export function runIn(source: string, title: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.className = "code-frame";
  frame.dataset.ui = "";
  frame.title = title;
  frame.src = "/frame";
  addEventListener("message", function ready(message: MessageEvent) {
    if (!frame.isConnected) return removeEventListener("message", ready);
    if (message.source !== frame.contentWindow || message.data !== "frame-ready") return;
    removeEventListener("message", ready);
    // The frame's origin is opaque, so no other target can be named; what is sent is only what it is to show.
    frame.contentWindow!.postMessage({ document: source }, "*");
  });
  return frame;
}
