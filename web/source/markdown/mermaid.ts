import mermaid from "mermaid";

// What could load something from elsewhere is not drawn at all.
const reaches = /url\s*\(|@import|\bimg\s*:|<\s*(?:img|image|iframe|style|link|script)|%%\{/i;

let drawings = 0;

/** A diagram as an image, in which no script runs and nothing is loaded; none where the source is wrong or reaches out. */
export async function diagram(source: string): Promise<HTMLImageElement | null> {
  if (source.length > 20_000 || reaches.test(source)) return null;
  const colour = coloursOf(document.documentElement);
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: "base",
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    fontFamily: "system-ui, sans-serif",
    themeVariables: {
      darkMode: colour.dark,
      background: colour.paper,
      primaryColor: colour.fill,
      primaryTextColor: colour.ink,
      primaryBorderColor: colour.seal,
      secondaryColor: colour.card,
      tertiaryColor: colour.paper,
      lineColor: colour.soft,
      textColor: colour.ink,
    },
  });
  try {
    const { svg } = await mermaid.render(`diagram-${++drawings}`, source);
    const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const [, , width, height] = (drawing.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    const image = new Image(width ? Math.ceil(width) : undefined, height ? Math.ceil(height) : undefined);
    if (width && height) {
      drawing.setAttribute("width", String(Math.ceil(width)));
      drawing.setAttribute("height", String(Math.ceil(height)));
    }
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
    await image.decode();
    return image;
  } catch {
    return null;
  }
}

/** The page's colours as plain hexadecimal, which is all that Mermaid reads. */
function coloursOf(root: Element) {
  const probe = root.appendChild(document.createElement("span"));
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const read = (name: string, otherwise: string) => {
    probe.style.color = `var(--${name}, ${otherwise})`;
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const hex = (parts: number[]) => `#${parts.map(part => part.toString(16).padStart(2, "0")).join("")}`;
  const paper = read("paper", "#fff");
  const colours = {
    dark: paper.reduce((sum, part) => sum + part, 0) < 384,
    paper: hex(paper),
    ink: hex(read("ink", "#222")),
    soft: hex(read("soft", "#666")),
    card: hex(read("card", "#f6f6f6")),
    fill: hex(read("fill", "#eee")),
    seal: hex(read("seal", "#b23a2b")),
  };
  probe.remove();
  return colours;
}
