// The gate `react_component_structure`: each component is exported by a source file, and returns JSX or elements. Renders nothing.

import {err, ok, type Result} from '../../util/result.ts'
import {componentIn} from './source/components.ts'
import {type SourceFile, sourceFiles} from './source/files.ts'
import {stepOf, typedGate} from './typed.ts'

export const reactComponentStructureGate = typedGate(
  'react_component_structure',
  async ({components, files}, {directory}) => {
    const sources = await sourceFiles(directory, files)
    if (!sources.ok) return [stepOf('components', sources)]
    return components.map(name => stepOf(name, judge(name, sources.value)))
  },
)

const judge = (name: string, sources: readonly SourceFile[]): Result<string, string> => {
  const found = sources.flatMap(file => {
    const component = componentIn(file.tokens, name)
    return component === undefined ? [] : [{...component, place: `${file.path}:${component.line}`}]
  })
  const good = found.find(({isExported, makesElements}) => isExported && makesElements)
  if (good !== undefined) return ok(`${name} is exported and returns elements (${good.place}).`)
  const [first] = found
  if (first === undefined) return err(`No file defines ${name}; looked in ${sources.length}.`)
  return err(
    first.isExported
      ? `${name} (${first.place}) returns no JSX and creates no element.`
      : `${name} (${first.place}) is not exported.`,
  )
}
