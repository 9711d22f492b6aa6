/** Makes an element with text: what comes from a kernel goes into pages as text, never as HTML. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
  className = '',
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

/** A button that says `text`, and to a screen reader `label` where that says more. */
export const button = (text: string, onClick: () => void, label = text): HTMLButtonElement => {
  const made = element('button', text)
  made.type = 'button'
  if (label !== text) made.setAttribute('aria-label', label)
  made.addEventListener('click', onClick)
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

export const svgElement = <Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] => {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
