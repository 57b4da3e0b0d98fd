// What `check --fix` has changed, for people.

import {counted} from '../graph/wording.ts'
import {displayLine} from '../util/display.ts'

/** A line for each document, by name the fixes that were applied to it; a blank line behind. Empty where nothing was changed. */
export const printMended = (mended: {readonly [file: string]: number}): string => {
  const lines = Object.entries(mended).flatMap(([file, count]) =>
    count === 0 ? [] : [`${displayLine(file)}: mended ${counted(count, 'fault')}\n`],
  )
  return lines.length === 0 ? '' : `${lines.join('')}\n`
}
