// The program's older command lines, which name what they do by options. Each is one of today's commands in other words.

import type {Command} from 'commander'
import type {Door} from './door.ts'

export const configure = (_program: Command, _door: Door): void => undefined
