// One form for all URLs of one document: what differs without meaning anything is taken away.
//
// WHATWG's parser did the most of it: scheme and host in lower case, default ports, dots, what must be escaped.

/** Names of query parameters and path parameters that hold a session: every visitor gets another. */
const session = /^(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|sessionid|sid)$/i

/** The URL by which a document is known; userinfo and fragment are gone (RFC 3986 section 6.2). */
export function canonical(url: URL): string {
  if (url.hash !== '' || url.href.endsWith('#')) url.hash = ''
  if (url.username !== '' || url.password !== '') url.username = url.password = ''
  const { pathname, search } = url
  if (pathname.includes('%')) url.pathname = escapes(pathname)
  if (pathname.includes(';'))
    url.pathname = url.pathname.replaceAll(/;([^=/;]+)=[^/;]*/g, (all, name: string) => (session.test(name) ? '' : all))
  if (search === '') {
    // A bare `?`.
    if (url.href.includes('?')) url.search = ''
  } else {
    const kept = search
      .slice(1)
      .split('&')
      .filter((pair) => pair !== '' && !session.test(pair.split('=', 1)[0]!))
    const query = escapes(kept.join('&'))
    if (query !== search.slice(1)) url.search = query
  }
  return url.href
}

// RFC 3986 sections 6.2.2.1 and 6.2.2.2: hex digits in upper case; what needs no escape has none.
function escapes(text: string): string {
  if (!text.includes('%')) return text
  return text.replaceAll(/%([\da-f]{2})/gi, (all, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : all.toUpperCase()
  })
}
