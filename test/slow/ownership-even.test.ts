// Half of the interleavings: files run side by side, tests of one file do not.

import {playInterleavings} from './interleavings.ts'

playInterleavings(0)
