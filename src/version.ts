// The version, in one place that needs no file to be read; a test compares it with package.json.

export const version = '0.1.0'
