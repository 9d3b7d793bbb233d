// The environment: which variables matter, in one table, and the one place that reads them.

/** What each variable does; the manual page is made from it. */
export const variables = {
  http_proxy: 'the proxy for http: URLs; lower case only, as a CGI request can set HTTP_PROXY',
  https_proxy: 'the proxy for https: URLs; HTTPS_PROXY too',
  all_proxy: 'the proxy for what has no other; ALL_PROXY too',
  no_proxy: 'hosts without one; NO_PROXY too',
  NO_COLOR: 'when not empty: no colours (no-color.org)',
  TERM: 'dumb: no colours, and lines are not drawn over',
  LC_ALL: 'with UTF-8 in it, --watch draws with blocks, else in ASCII; LC_CTYPE and LANG where it is not set',
  LC_CTYPE: 'see LC_ALL',
  LANG: 'see LC_ALL',
  SSL_CERT_FILE: 'authorities to trust (PEM), where --cacert gives none',
  SSLKEYLOGFILE: "takes the TLS sessions' secrets, for Wireshark",
  NETRC: "the file with hosts' credentials, instead of ~/.netrc",
  XDG_CONFIG_HOME: 'where sluice/config is; default ~/.config',
  HOME: 'where .config and .netrc are',
} as const

/** All of it, for those who look for several names. */
export function allEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

/** A variable's value; empty is unset. */
export function environment(name: keyof typeof variables): string | undefined {
  return process.env[name] || undefined
}
