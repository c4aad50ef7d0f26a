interface Blazor { addEventListener(name: string, handler: () => void): void; navigateTo(address: string, options?: { forceLoad?: boolean; replaceHistoryEntry?: boolean }): void }

declare global { interface Window { Blazor?: Blazor } }

type Mount<Kind extends Element> = (element: Kind) => (() => void) | void;

interface Controller { selector: string; mount: Mount<never>; mounted: Map<Element, { key: string | null; dispose: (() => void) | void }> }

const controllers: Controller[] = [];
const arrivals: (() => void)[] = [];
let address = location.pathname;

/** Is on the elements with a `data-key` that are mounted, and never in a page of the server: enhanced navigation takes it away where it filled an element anew. */
const mark = "data-mounted";

/**
 * Gives elements of a page their behaviour: `mount` runs for each element that matches, when it appears, and what it returns runs when the element
 * is gone. Enhanced navigation reuses elements: one with a `data-key` is mounted anew when it has another, or other contents.
 */
export function page<Kind extends Element = HTMLElement>(selector: string, mount: Mount<Kind>): void {
  const controller: Controller = { selector, mount, mounted: new Map() };
  controllers.push(controller);
  settle(controller);
}

/** Runs after every enhanced navigation, and not for the page that the browser loaded. */
export function onArrival(run: () => void): void {
  arrivals.push(run);
}

/** Goes to another page of ours. */
export function go(to: string): void {
  if (window.Blazor) window.Blazor.navigateTo(to);
  else location.assign(to);
}

/** Looks for elements that came or went; for those that put some into the page themselves. */
export function settleAll(): void {
  for (const controller of controllers) settle(controller);
}

function settle({ selector, mount, mounted }: Controller): void {
  for (const [element, { key, dispose }] of mounted) {
    if (element.isConnected && element.matches(selector) && element.getAttribute("data-key") === key && (key === null || element.hasAttribute(mark))) continue;
    mounted.delete(element);
    dispose?.();
  }
  for (const element of document.querySelectorAll(selector))
    if (!mounted.has(element)) {
      const entry: { key: string | null; dispose: (() => void) | void } = { key: element.getAttribute("data-key"), dispose: undefined };
      mounted.set(element, entry);
      if (entry.key !== null) element.setAttribute(mark, "");
      entry.dispose = mount(element as never);
    }
}

function arrived(): void {
  settleAll();
  for (const run of arrivals) run();
  if (address === location.pathname) return;
  address = location.pathname;
  // The link that was followed may be gone; a keyboard goes on from the new page, and a screen reader reads its title.
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost) document.querySelector<HTMLElement>("[autofocus], main h1[tabindex], main")?.focus({ preventScroll: true });
}

/** Enhanced navigation makes the way to the next page short; it starts when this one can be used. */
function enhance(): void {
  const script = document.createElement("script");
  script.src = "/_framework/blazor.web.js";
  script.addEventListener("load", () => window.Blazor?.addEventListener("enhancedload", arrived));
  document.head.append(script);
}

if (document.readyState === "complete") setTimeout(enhance);
else addEventListener("load", () => setTimeout(enhance));
