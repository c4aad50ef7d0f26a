/** The formula or diagram source of an element that has been drawn over; it is the same as long as its source is. */
export const drawn = new WeakMap<Element, string>();

/** Makes `shown`, children of a parent that follow each other, what `wanted` holds; nodes that are right stay, and so does a selection in them. */
export function patch(parent: Node, shown: ChildNode[], wanted: DocumentFragment | Element): ChildNode[] {
  const result: ChildNode[] = [];
  const behind = shown.at(-1)?.nextSibling ?? null;
  const next = [...wanted.childNodes];
  for (let i = 0; i < next.length; i++) {
    const old = shown[i];
    if (!old) result.push(parent.insertBefore(next[i]!, behind));
    else result.push(merge(parent, old, next[i]!));
  }
  for (const old of shown.slice(next.length)) old.remove();
  return result;
}

function merge(parent: Node, old: ChildNode, next: ChildNode): ChildNode {
  if (old instanceof Text && next instanceof Text) {
    if (next.data.startsWith(old.data)) {
      if (next.length > old.length) old.appendData(next.data.slice(old.length));
    } else old.data = next.data;
    return old;
  }
  if (old instanceof Element && next instanceof Element && old.nodeName === next.nodeName) {
    const source = drawn.get(old);
    if (source !== undefined && source === next.textContent && old.className === next.className) return old;
    if (old.isEqualNode(next)) return old;
    if (source === undefined) {
      // What the page added to an element, its bar of buttons, is not the text's.
      const own = [...old.childNodes].filter(child => !(child instanceof Element && child.hasAttribute("data-ui")));
      for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== "tabindex") old.removeAttribute(name);
      setAttributes(old, next);
      if (own.length === 0 && old.firstChild) old.prepend(...next.childNodes);
      else patch(old, own, next);
      return old;
    }
  }
  parent.replaceChild(next, old);
  return next;
}

/** Gives an element what another one says of itself, and touches nothing that is so already. */
export function setAttributes(element: Element, wanted: Element): void {
  for (const { name, value } of wanted.attributes) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
