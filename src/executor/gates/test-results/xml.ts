// XML that test runners write, as a tree of plain objects. Knows no particular elements.

/** Attributes as text; elements always as lists. */
export interface XmlElement {
  readonly [name: string]: string | readonly XmlElement[] | undefined
}

/** Undefined where it is no XML. Entities that the text declares itself are not resolved: they can grow without bounds. */
export const parseXml = async (text: string): Promise<XmlElement | undefined> => {
  if (!text.trimStart().startsWith('<')) return undefined
  const {XMLParser, XMLValidator} = await import('fast-xml-parser')
  if (XMLValidator.validate(text) !== true) return undefined
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: false,
    isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
  })
  try {
    return parser.parse(text) as XmlElement
  } catch {
    return undefined
  }
}

/** The elements of a name; an empty element is parsed to an empty text. */
export const elementsOf = (element: XmlElement, name: string): readonly XmlElement[] => {
  const found = element[name]
  return Array.isArray(found)
    ? found.map((one: XmlElement | string) => (typeof one === 'string' ? {} : one))
    : []
}

export const attributeOf = (element: XmlElement, name: string): string => {
  const value = element[name]
  return typeof value === 'string'
    ? value.replaceAll(/&(\w+);/g, (whole, entity) => ENTITIES[entity] ?? whole)
    : ''
}

const ENTITIES: {readonly [name: string]: string} = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"}
