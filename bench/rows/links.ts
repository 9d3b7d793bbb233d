import { readBy } from '../page/read-by.ts'

export const row = readBy(['links'], 'urllinks.py')
