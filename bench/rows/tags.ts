import { readBy } from '../page/read-by.ts'

export const row = readBy(['tags', '--book', 'a'], 'urllink2.py')
