// The name of a file from a URL or from a server: one component of a path that is safe to make, or none.
//
// What a name must not do: leave the directory, hide (a leading dot, from a server), reach a device, write to the terminal
// where it is listed, read as what it is not (bidi controls), or be too long to make.

/** What a file is called whose URL has no name; so do wget and browsers. curl 7 refuses, curl 8 says `curl_response`. */
export const namelessFile = 'index.html'

/**
 * Bytes of a name at most: 255 (NAME_MAX on Linux, macOS, Windows) less what stands behind it while the file is incomplete,
 * as `.part.json`.
 */
export const maxNameBytes = 240

/**
 * The name in a URL's path: its last segment, escapes undone where the character may stand in a name. `%2F`, `%5C`, `%00`
 * and their like stay as they are, as all escapes do for curl.
 *
 * @param platform as process.platform: on win32 its rules hold too
 */
export function nameFromUrl(url: URL, platform: string = process.platform): string {
  const segment = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const decoded = segment.replaceAll(/(?:%[\da-f]{2})+/gi, undoEscapes)
  const name = neutral(decoded.replaceAll(/^\s+|\s+$/g, encodeURIComponent), platform)
  // Dots as they were typed (--path-as-is) name a directory.
  if (/^\.{1,2}$/.test(name)) return namelessFile
  return fit(platform === 'win32' ? portable(name) : name) || namelessFile
}

/**
 * The name a server gives (Content-Disposition), or undefined if nothing is left of it: what stands after its last slash or
 * backslash, kept from the traps of Windows on every platform. A leading dot becomes `_`, as no server shall write
 * somebody's `.bashrc`; behind `.part` and `.part.json` comes one, as no server shall write what we go on from.
 */
export function nameFromServer(filename: string, platform: string = process.platform): string | undefined {
  const last = filename.split(/[/\\]/).at(-1)!
  const name = portable(neutral(last, platform).trim())
  if (/^[._]*$/.test(name)) return undefined
  return fit(name.replace(/^\./, '_')).replace(/\.part(?:\.json)?$/i, '$&_')
}

// Controls (C0, DEL, C1), separators of lines, marks and overrides of direction, halves of characters, separators of paths.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff/\\]/gu

function undoEscapes(escapes: string): string {
  try {
    return decodeURIComponent(escapes).replaceAll(unsafe, encodeURIComponent)
  } catch {
    // Not UTF-8: there is no saying which characters they are.
    return escapes
  }
}

function neutral(name: string, platform: string): string {
  const visible = name.replaceAll(unsafe, '_')
  return platform === 'win32' ? visible.replaceAll(/[<>:"|?*]/g, '_') : visible
}

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file: no dot or space at the end; devices have their names in
// every directory, whatever extension follows.
function portable(name: string): string {
  return name
    .replace(/[. ]+$/, '')
    .replace(/^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$) *(?=\.|$)/i, '_$&')
}

/** `name` in `most` bytes: shortened before its extension (.tar.gz counts as one) and never within a character. */
export function fit(name: string, most = maxNameBytes): string {
  if (Buffer.byteLength(name) <= most) return name
  const extension = /(?:\.tar)?\.[^.\s]{1,16}$/.exec(name)?.[0] ?? ''
  let left = most - Buffer.byteLength(extension)
  let kept = ''
  for (const character of name) {
    left -= Buffer.byteLength(character)
    if (left < 0) break
    kept += character
  }
  return kept + extension
}
