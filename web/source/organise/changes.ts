import { ask } from "../api";

/** What one thing does to many chats; `folder` and `tag` go with move and tag. */
export interface Bulk { action: "archive" | "unarchive" | "delete" | "restore" | "pin" | "unpin" | "move" | "tag" | "untag"; folder?: string | null; tag?: string }

/** The server takes this many at once. */
const most = 500;

export async function change(ids: string[], bulk: Bulk): Promise<void> {
  for (let from = 0; from < ids.length; from += most) await ask("/api/chats/bulk", { body: { ids: ids.slice(from, from + most), ...bulk } });
}

/** Names that were written with commas between them, Chinese ones too. */
export function names(text: string): string[] {
  return text.split(/[,，、]/).map(name => name.trim()).filter(name => name.length > 0);
}
