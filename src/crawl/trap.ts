// URLs that a program makes without end: calendars, links that grow by being followed, mistakes of relative links.

/** Characters; longer ones are not written by people (browsers and servers stop at 2,000 to 8,000). */
const longest = 2000
/** Segments of a path. Of the pages of real sites fewer than one in 10⁵ has more than 15. */
const deepest = 20
const mostParameters = 20

/** Why a URL looks like a trap, or undefined. */
export function trap(url: URL): string | undefined {
  if (url.href.length > longest) return `longer than ${longest} characters`
  const segments = url.pathname.split('/')
  if (segments.length - 1 > deepest) return `deeper than ${deepest} segments`
  if (segments.length > 6 && repeats(segments)) return 'its path repeats itself'
  if (url.search.length > 40 && url.search.split('&').length > mostParameters)
    return `more than ${mostParameters} parameters`
  return undefined
}

// /a/b/a/b/a/b/: one to four segments, three times in a row.
function repeats(segments: readonly string[]): boolean {
  for (let period = 1; period <= 4; period++) {
    let same = 0
    for (let i = period; i < segments.length; i++) {
      same = segments[i] !== '' && segments[i] === segments[i - period] ? same + 1 : 0
      if (same >= 2 * period && (period > 1 || same >= 3)) return true
    }
  }
  return false
}
