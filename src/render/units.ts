// Numbers with their units: one function prints each. kB is 1000 bytes and used for amounts and rates; KiB is 1024 and
// used for buffers, as kernels count.

/** An amount: `812 bytes`, `230.2 kB`, `2.15 GB`. */
export function amount(bytes: number): string {
  return bytes < 1000 ? plural(bytes, 'byte') : scaled(bytes, 1000, ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'])
}

/** A buffer: `512 bytes`, `64 KiB`, `1 MiB`. */
export function bufferSize(bytes: number): string {
  return bytes < 1024 ? plural(bytes, 'byte') : scaled(bytes, 1024, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'])
}

/** A rate: `1.4 MB/s`. `-` when no time went by. */
export function rate(bytes: number, ms: number): string {
  return ms > 0 ? `${scaled((bytes / ms) * 1000, 1000, ['B', 'kB', 'MB', 'GB', 'TB'])}/s` : '-'
}

/** A time: `340 µs`, `12 ms`, `1.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function duration(ms: number): string {
  // What would be printed as 1000 of one is 1 of the next.
  if (ms < 0.9995) return `${Math.round(ms * 1000)} µs`
  if (ms < 999.5) return `${trimmed(ms, ms < 10 ? 1 : 0)} ms`
  const seconds = Math.round(ms / 1000)
  if (ms < 99_950) return `${trimmed(ms / 1000, ms < 9950 ? 2 : 1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `1 byte`, `2 bytes`, `1 read`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** `98%`; never 100 % for what is not all, nor 0 % for what is something. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '-'
  const percent = Math.round((part / whole) * 100)
  if (percent === 100 && part < whole) return '99%'
  return percent === 0 && part > 0 ? '1%' : `${percent}%`
}

function scaled(n: number, base: number, units: string[]): string {
  let value = n
  let unit = 0
  // 999.96 would print as 1000.0.
  while (value >= base - 0.05 && unit < units.length - 1) {
    value /= base
    unit++
  }
  return `${trimmed(value, unit === 0 ? 0 : value < 9.995 ? 2 : 1)} ${units[unit]}`
}

const trimmed = (value: number, digits: number) => String(Number(value.toFixed(digits)))
