import { ask } from "../api";
import { show } from "../dialogs";
import { element } from "../dom";
import { t } from "../texts";

interface Node { id: string; parent?: string; role: string; text: string }

/** Shows every branch of a chat; the message that was chosen, or null. */
export async function chooseBranch(chat: string): Promise<string | null> {
  const { leaf, messages } = await ask<{ leaf?: string; messages: Node[] }>(`/api/chats/${chat}/tree`);
  const answers = Map.groupBy(messages, node => node.parent ?? "");
  const parents = new Map(messages.map(node => [node.id, node.parent]));
  const shown = new Set<string>();
  for (let id = leaf; id; id = parents.get(id)) shown.add(id);
  const root = element("ul", { class: "tree" });
  const { dialog, closed } = show(t("tree.title"), root, { isWide: true });
  // A path without forks stays one list; only a fork goes deeper.
  const draw = (list: HTMLElement, parent: string): void => {
    for (let nodes = answers.get(parent) ?? []; nodes.length > 0;) {
      for (const node of nodes) {
        const button = element("button", { type: "button", class: "tree-node", "data-role": node.role, "aria-current": shown.has(node.id) ? "true" : null }, node.text || t("tree.empty"));
        button.addEventListener("click", () => dialog.close(node.id));
        const item = list.appendChild(element("li", {}, button));
        if (nodes.length > 1) draw(item.appendChild(element("ul", {})), node.id);
      }
      nodes = nodes.length === 1 ? answers.get(nodes[0]!.id) ?? [] : [];
    }
  };
  draw(root, "");
  return await closed || null;
}
