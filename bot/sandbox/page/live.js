/** The connection to the sandbox: its state comes as server-sent events, what a person does goes by POST. */

import { token } from "./token.js";

/**
 * Call `onState` with the whole state after each change, and `onLink` with how the connection is: `live`, `lost`
 * (it will be made again) or `refused` (this page does not know the token).
 */
export function follow(onState, onLink) {
  const source = new EventSource(`/sandbox/live?token=${encodeURIComponent(token())}`);
  source.addEventListener("message", (event) => onState(JSON.parse(event.data)));
  source.addEventListener("open", () => onLink("live"));
  source.addEventListener("error", () =>
    onLink(source.readyState === EventSource.CLOSED ? "refused" : "lost"),
  );
}

/** Tell the sandbox what a person does. A sandbox that is gone answers like a refusal. */
export async function post(path, body) {
  try {
    const response = await fetch(`/sandbox/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: "sandbox_unreachable" };
  }
}
