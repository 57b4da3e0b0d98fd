// The other half of the interleavings.

import {playInterleavings} from './interleavings.ts'

playInterleavings(1)
