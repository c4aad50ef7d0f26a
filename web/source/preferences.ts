import { ask } from "./api";

/** What a person chose for all of their devices, as far as scripts change it; the rest of it comes and goes as it is. */
interface Preferences { shortcuts: Record<string, string>; favourite_models: string[] }

export const preferences = async (): Promise<Preferences> => (await ask<{ preferences: Preferences }>("/api/me")).preferences;

export async function prefer(chosen: Partial<Preferences>): Promise<void> {
  await ask("/api/me/preferences", { method: "PUT", body: { ...await preferences(), ...chosen } });
}
