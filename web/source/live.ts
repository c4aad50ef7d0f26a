let turn = 0;

/** Says a text to a screen reader, politely. It is the page's one live region: say that something began or ended, not each step. */
export function announce(text: string): void {
  const region = document.getElementById("live");
  if (!region) return;
  const mine = ++turn;
  region.textContent = "";
  // A text that is the same as the last one is read only if the region was empty for a moment.
  setTimeout(() => { if (mine === turn) region.textContent = text; }, 60);
}
