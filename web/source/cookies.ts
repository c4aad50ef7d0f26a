/** As long as browsers keep a cookie: 400 days. */
const kept = 400 * 24 * 60 * 60;

/** Keeps a choice about how pages look, for the server to draw them so; null forgets it. */
export function keep(name: string, value: string | null): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value ?? ""}; Path=/; SameSite=Lax; Max-Age=${value === null ? 0 : kept}${secure}`;
}
