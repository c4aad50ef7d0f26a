/** Puts a text on the clipboard. Throws where the browser does not let it. */
export async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without TLS, off this machine, browsers have only the old way. In an open dialog nothing outside it takes the focus.
  const area = (document.querySelector("dialog:modal") ?? document.body).appendChild(document.createElement("textarea"));
  area.value = text;
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new DOMException("the clipboard is closed", "NotAllowedError");
}
