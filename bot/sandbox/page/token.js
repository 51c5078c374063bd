/** The token that lets this page see and drive the sandbox. It comes in the address that the sandbox printed. */

const KEY = "token";

/** Return the token, of this address or else of the last one: links to alerts carry none. */
export function token() {
  const given = new URLSearchParams(location.search).get("token");
  if (given) localStorage.setItem(KEY, given);
  return given ?? localStorage.getItem(KEY) ?? "";
}
