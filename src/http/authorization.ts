// Basic credentials (RFC 7617), and those in a URL.

/** The value of an Authorization field. User and password go out as UTF-8. */
export function basicAuthorization(user: string, password: string): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(`${user}:${password}`)) bytes += String.fromCharCode(byte)
  return `Basic ${btoa(bytes)}`
}

/** The userinfo of a URL, percent-decoded; undefined if it has none. */
export function credentialsIn(url: URL): { user: string; password: string } | undefined {
  if (url.username === '' && url.password === '') return undefined
  return { user: undone(url.username), password: undone(url.password) }
}

function undone(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
