/** After an input method has ended a word, Safari still sends the key that ended it. */
const safariDelay = 80;

/**
 * Tells whether a key belongs to an input method. Chrome sends keydown with isComposing or key code 229 before compositionend; Safari ends the
 * composition first and then sends the key, so one that follows at once is the input method's too.
 */
export class Composing {
  #is = false;
  #ended = -Infinity;

  constructor(field: HTMLElement) {
    field.addEventListener("compositionstart", () => this.#is = true);
    field.addEventListener("compositionend", event => {
      this.#is = false;
      this.#ended = event.timeStamp;
    });
  }

  has(event: KeyboardEvent): boolean {
    return this.#is || event.isComposing || event.keyCode === 229 || event.timeStamp - this.#ended < safariDelay;
  }
}
