// Where a command lies, found without starting anything.

import {constants} from 'node:fs'
import {access, stat} from 'node:fs/promises'
import {delimiter, join, resolve} from 'node:path'

/** The absolute path of an executable file: `name` itself where it holds a slash, else the first on the `PATH`. */
export const findExecutable = async (
  name: string,
  path: string = process.env.PATH ?? '',
): Promise<string | undefined> => {
  if (name === '') return undefined
  const candidates = name.includes('/')
    ? [name]
    : path.split(delimiter).map(directory => join(directory, name))
  for (const candidate of candidates.map(file => resolve(file))) {
    if (await isExecutable(candidate)) return candidate
  }
  return undefined
}

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
