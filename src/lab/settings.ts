// What the learner can set, as a table: the server holds what it is sent against it, and the page makes its sliders of it.
//
// A slider's places are the values that show something; what the server accepts is anything between `least` and `most`.

/** The numbers of a run. 0 is "none": no limit, the system's own buffer, no sleep. */
export interface Settings {
  /** Bytes a second that the server sends at most. */
  rate: number
  /** Bytes a second that the line between carries; the server's own kernel plays it. Linux only, and without a slider. */
  line: number
  /** What the computer holds for the program, bytes, as the kernel counts: twice the SO_RCVBUF that is asked for. */
  receiveBuffer: number
  /** Bytes that one recv() asks for. */
  recvSize: number
  /** Milliseconds that the program sleeps after each read. */
  delay: number
}

export type Setting = keyof Settings

interface Range {
  least: number
  most: number
  /** 0 is allowed beside the range. */
  none: boolean
  places: readonly number[]
}

const K = 1024

export const ranges: Record<Setting, Range> = {
  rate: {
    least: 1000,
    most: 1e9,
    none: true,
    places: [0, 2_000_000, 1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000],
  },
  line: { least: 1000, most: 1e9, none: true, places: [0] },
  receiveBuffer: {
    least: 4 * K,
    most: 4096 * K,
    none: true,
    places: [8 * K, 16 * K, 24 * K, 32 * K, 48 * K, 64 * K, 96 * K, 128 * K, 256 * K, 0],
  },
  recvSize: {
    least: 1,
    most: 1024 * K,
    none: false,
    places: [64, 256, 512, 1460, 2048, 5120, 10_240, 20_480, 65_536, 1024 * K],
  },
  delay: {
    least: 1,
    most: 60_000,
    none: true,
    places: [0, 5, 10, 25, 50, 100, 150, 250, 400, 600, 1000, 2000],
  },
}

/** urljpeg.py with its time.sleep(0.25), on a computer that holds little. */
export const defaults: Settings = { rate: 0, line: 0, receiveBuffer: 32 * K, recvSize: 5120, delay: 250 }

export const settingNames = Object.keys(ranges) as Setting[]

/** Some of the settings out of anything; what is wrong with it as a sentence, where something is. */
export function readSettings(value: unknown): Partial<Settings> | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the settings are not an object'
  const settings: Partial<Settings> = {}
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(ranges, name)) return `there is no setting ${JSON.stringify(name.slice(0, 40))}`
    const { least, most, none } = ranges[name as Setting]
    if (typeof given !== 'number' || !(none && given === 0) !== (given >= least && given <= most))
      return `${name} is a number from ${least} to ${most}${none ? ', or 0' : ''}`
    settings[name as Setting] = Math.round(given)
  }
  return settings
}
