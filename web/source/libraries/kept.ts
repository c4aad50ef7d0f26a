/** An answer of this tab: what was asked, where it was looked for if not everywhere, and the answer as the server told it. */
interface Kept { question: string; scope?: string | undefined; answer: unknown }

/** Answers that a tab keeps for a library; older ones go. */
const most = 20;

const keyOf = (library: string) => `answers-${library}`;

/** The newest first. What is no list of ours is none. */
export function kept(library: string): Kept[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(keyOf(library)) ?? "[]");
    return Array.isArray(list) ? list as Kept[] : [];
  } catch {
    return [];
  }
}

/** Keeps the answers that a page shows, so that the page finds them again when it is loaded anew. */
export function keep(library: string, answers: Iterable<HTMLElement>): void {
  const list = [...answers].flatMap(answer => {
    const told = answer.querySelector<HTMLTextAreaElement>("[data-kept]")?.value;
    return told ? [{ question: answer.dataset["question"] ?? "", scope: answer.dataset["scope"], answer: JSON.parse(told) as unknown }] : [];
  }).slice(0, most);
  try {
    sessionStorage.setItem(keyOf(library), JSON.stringify(list));
  } catch {
    sessionStorage.removeItem(keyOf(library));      // the tab's room is full: answers can be asked for again
  }
}
