/** The connection to the sandbox: its state comes as server-sent events, what a person does goes by POST. */

/** Call `onState` with the whole state after each change, and `onLink` with whether the sandbox is there. */
export function follow(onState, onLink) {
  const source = new EventSource("/sandbox/live");
  source.addEventListener("message", (event) => onState(JSON.parse(event.data)));
  source.addEventListener("open", () => onLink(true));
  source.addEventListener("error", () => onLink(false));
}

/** Tell the sandbox what a person does. A sandbox that is gone answers like a refusal. */
export async function post(path, body) {
  try {
    const response = await fetch(`/sandbox/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: "sandbox_unreachable" };
  }
}
