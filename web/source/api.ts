import { has, t } from "./texts";

/** Why the server, or the way to it, did not do what was asked. `message` is for people. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string | null, message: string) {
    super(message);
    this.name = "ApiError";
  }

  /** No answer came: nobody knows whether the request arrived. */
  get isOffline(): boolean { return this.status === 0; }
}

interface Wish { method?: string; body?: unknown; signal?: AbortSignal; keepalive?: boolean; headers?: Record<string, string> }

/** Asks our own API and gives its JSON. Throws an ApiError. A FormData or Blob body is sent as it is, any other as JSON. */
export async function ask<Answer = void>(address: string, wish: Wish = {}): Promise<Answer> {
  const response = await send(address, wish);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** Asks for a piece of a page and gives its elements. Throws an ApiError. */
export async function fragment(address: string, wish: Wish = {}): Promise<Element[]> {
  const response = await send(address, wish);
  return [...new DOMParser().parseFromString(await response.text(), "text/html").body.children].map(child => document.importNode(child, true));
}

async function send(address: string, { method, body, signal, keepalive, headers }: Wish): Promise<Response> {
  const isRaw = body instanceof FormData || body instanceof Blob;
  const sent: Record<string, string> = { Accept: "application/json", RequestVerificationToken: token(), ...headers };
  if (body !== undefined && !isRaw) sent["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: sent,
      credentials: "same-origin",
      signal: signal ?? null,
      keepalive: keepalive ?? false,
      body: body === undefined ? null : isRaw ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "offline", t("error.offline"));
  }
  if (!response.ok) throw await failure(response);
  return response;
}

async function failure(response: Response): Promise<ApiError> {
  let told: { error?: { message?: string; code?: string | null } } = {};
  try {
    told = await response.json();
  } catch {
    // A proxy's page, or nothing: the status is all there is.
  }
  const { code = null, message } = told.error ?? {};
  const key = `error.code.${code}`;
  return new ApiError(response.status, code, has(key) ? t(key, { detail: message ?? "" }) : message ?? t("error.refused", { status: response.status }));
}

function token(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=antiforgery]")?.content ?? "";
}
