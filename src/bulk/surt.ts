// Sort-friendly URI Reordering Transform: `org,example)/path?query`, by which the indexes of web archives are sorted.

export function surt(url: URL): string {
  const host = url.hostname.replace(/^www\d*\./, '')
  const isName = !/^[\d.]+$|^\[/.test(host)
  const reversed = isName ? host.split('.').toReversed().join(',') : host
  return `${reversed}${url.port ? `:${url.port}` : ''})${(url.pathname + url.search).toLowerCase()}`
}
