// Dates in HTTP (RFC 9110 section 5.6.7), and the looser ones that people type after -z.

/**
 * An HTTP-date in any of its three forms as milliseconds since 1970, or undefined if it is none.
 *
 * Deviation: the two digits of an RFC 850 year mean 1970 to 2069, as for cookies (RFC 6265 section 5.1.1), where RFC 9110
 * would ask the clock, which nothing here has.
 */
export function parseHttpDate(text: string): number | undefined {
  const match = imfFixdate.exec(text) ?? rfc850Date.exec(text) ?? asctimeDate.exec(text)
  if (!match?.groups) return undefined
  const { day, month, year, time } = match.groups
  const clock = /^(\d\d):(\d\d):(\d\d)$/.exec(time!)!
  return instant(fullYear(year!), monthOf(month!), Number(day), clock.slice(1).map(Number))
}

/** IMF-fixdate, the one form that is sent: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString()
}

/**
 * A date as curl -z takes them, as milliseconds since 1970, or undefined if it is none: a day, a month's name and a year
 * in any order, perhaps with a time, a weekday (not checked) and a zone, or `20041112`, or ISO 8601 as `2004-11-12T08:49Z`.
 *
 * Zones are GMT unless named: an offset as +0200, Z, UT, UTC, those of RFC 822 (EST, PDT …) and some of Europe. Missing
 * times are 0:00. curl's more exotic zones and military letters are not known.
 */
export function parseLooseDate(text: string): number | undefined {
  let year: number | undefined
  let month: number | undefined
  let day: number | undefined
  let clock = [0, 0, 0]
  let offset = 0
  for (const { groups = {} } of matchTokens(text)) {
    const { iso, compact, time, zone, word, number, rest } = groups
    if (rest !== undefined) return undefined
    if (iso !== undefined || compact !== undefined) {
      const digits = (iso ?? compact!).replaceAll('-', '')
      year = Number(digits.slice(0, 4))
      month = Number(digits.slice(4, 6)) - 1
      day = Number(digits.slice(6))
    } else if (time !== undefined) clock = [...time.split(':').map(Number), 0].slice(0, 3)
    else if (zone !== undefined) offset = minutesOf(zone)
    else if (word !== undefined && monthOf(word) >= 0) month = monthOf(word)
    else if (word !== undefined && zones[word.toUpperCase()] !== undefined) offset = zones[word.toUpperCase()]!
    else if (word !== undefined && !weekday.test(word)) return undefined
    else if (number !== undefined && day === undefined && Number(number) <= 31) day = Number(number)
    else if (number !== undefined && year === undefined) year = fullYear(number)
    else if (number !== undefined) return undefined
  }
  if (year === undefined || month === undefined || day === undefined) return undefined
  const local = instant(year, month, day, clock)
  return local === undefined ? undefined : local - offset * 60_000
}

// IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT
const imfFixdate = /^[A-Za-z]{3}, (?<day>\d\d) (?<month>[A-Za-z]{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/
// rfc850-date = day-name-l "," SP date2 SP time-of-day SP GMT
const rfc850Date = /^[A-Za-z]{6,9}, (?<day>\d\d)-(?<month>[A-Za-z]{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/
// asctime-date = day-name SP date3 SP time-of-day SP year; date3 = month SP ( 2DIGIT / ( SP 1DIGIT ))
const asctimeDate = /^[A-Za-z]{3} (?<month>[A-Za-z]{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/

function matchTokens(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(
    /(?<iso>\b\d{4}-\d\d-\d\d)(?:T(?=\d))?|(?<compact>\b\d{8}\b)|(?<time>\d{1,2}:\d\d(?::\d\d)?)|(?<zone>(?<![A-Za-z\d])[+-]\d\d:?\d\d\b|(?<=:\d\d)[+-]\d\d:?\d\d\b)|(?<word>[A-Za-z]+)|(?<number>\d+)|[\s,./_-]|(?<rest>.)/g,
  )
}

const weekday = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$/i

// Minutes east of Greenwich.
const zones: Record<string, number | undefined> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  WEST: 60,
  CET: 60,
  MET: 60,
  CEST: 120,
  MEST: 120,
  EET: 120,
  EEST: 180,
  EDT: -240,
  EST: -300,
  CDT: -300,
  CST: -360,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
}

/** 0 for January, by three letters or more of its name; -1 if it is none. */
function monthOf(name: string): number {
  return name.length < 3 ? -1 : months.findIndex((month) => month.startsWith(name.toLowerCase()))
}

const months = 'january february march april may june july august september october november december'.split(' ')

function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length > 2 ? year : year < 70 ? 2000 + year : 1900 + year
}

function minutesOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone)!
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

// A second of 60 is a leap second (section 5.6.7) and counts as the next.
function instant(year: number, month: number, day: number, [hour = 0, minute = 0, second = 0]: number[]) {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day
  return exists && hour < 24 && minute < 60 && second <= 60 ? date.setUTCHours(hour, minute, second) : undefined
}
