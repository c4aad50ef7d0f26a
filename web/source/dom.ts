type Attributes = Record<string, string | number | boolean | null | undefined>;

/** An element with attributes and children; text stays text. False, null and undefined leave an attribute out. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...children: (Node | string | null | undefined)[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : String(value));
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** An icon of Lucide: `import copy from "lucide-static/icons/copy.svg"`, then `icon(copy)`. */
export function icon(svg: string, size = 20): SVGSVGElement {
  const drawn = new DOMParser().parseFromString(svg.replace(/<!--[\s\S]*?-->/, "").trim(), "image/svg+xml").documentElement as unknown as SVGSVGElement;
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("width", String(size));
  drawn.setAttribute("height", String(size));
  drawn.setAttribute("stroke-width", "1.75");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("focusable", "false");
  return document.importNode(drawn, true);
}
