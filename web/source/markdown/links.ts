// Which addresses a message may point at; the same rules as LinkAddress on the server.

export const isRemote = (url: string) => /^https?:\/\/[^\s\\/?#\p{Cc}][^\\\p{Cc}]*$/iu.test(url) && URL.canParse(url);

export const isAttachment = (url: string) =>
  /^\/files\/[A-Za-z0-9_-][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*(?:\/[A-Za-z0-9_%-]+(?:\.[A-Za-z0-9_%-]+)*)*$/.test(url);

export const mayBeFollowed = (url: string) => isRemote(url) || isAttachment(url) || /^(?:mailto:[^\s\\\p{Cc}]+|#[\p{L}\p{N}_-]+)$/iu.test(url);

/** The host as the network knows it, other alphabets in punycode. */
export const hostOf = (url: string) => isRemote(url) ? new URL(url).hostname : "";

/** The host of an address whose words name another one, or that is written in another alphabet; else nothing. */
export function unexpectedHost(words: string, url: string): string | undefined {
  const host = hostOf(url);
  if (!host) return undefined;
  const named = /^\s*(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![a-z0-9.-])/i.exec(words)?.[1];
  const astray = named && named.toLowerCase().replace(/^www\./, "") !== host.toLowerCase().replace(/^www\./, "");
  return astray || host.includes("xn--") ? host : undefined;
}
