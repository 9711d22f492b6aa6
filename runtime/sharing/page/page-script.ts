/**
 * The page's own script: frames get the height that they ask for, charts are drawn when they come into view, tables sort, code folds, the
 * theme changes. The page reads well without it. It trusts nothing that a frame says but a number.
 */
export const PAGE_SCRIPT = `
'use strict'
const all = selector => [...document.querySelectorAll(selector)]
const MAX_HEIGHT = 6000
addEventListener('message', event => {
  const frame = all('iframe').find(each => each.contentWindow === event.source)
  const height = Number(event.data && event.data.height)
  if (frame && height > 0) frame.style.height = Math.min(Math.ceil(height), MAX_HEIGHT) + 'px'
})

const libraryOf = name => {
  const text = JSON.parse(document.querySelector('script[data-library="' + name + '"]').textContent)
  return '<script>' + text + '<' + '/script>'
}
const draw = frame => {
  const libraries = frame.dataset.libraries.split(' ').map(libraryOf).join('')
  frame.addEventListener('load', () => frame.parentElement.classList.add('drawn'), { once: true })
  frame.srcdoc = frame.dataset.document.replace('<hr data-libraries>', () => libraries)
}
const seen = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue
    seen.unobserve(target)
    draw(target)
  }
}, { rootMargin: '400px' })
// Printed by a program that doesn't scroll.
const isPrint = location.hash === '#print'
for (const frame of all('iframe')) {
  if (isPrint) frame.loading = 'eager'
  if (frame.dataset.document) isPrint ? draw(frame) : seen.observe(frame)
}

const order = new Intl.Collator(undefined, { numeric: true })
const sortBy = (table, column, down) => {
  const body = table.tBodies[0]
  const text = row => (row.cells[column] ? row.cells[column].textContent : '')
  const compare = (a, b) => {
    const [x, y] = [text(a), text(b)]
    const difference = Number(x) - Number(y)
    return Number.isNaN(difference) || x === '' || y === '' ? order.compare(x, y) : difference
  }
  const rows = [...body.rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)))
  body.append(...rows)
}
for (const table of all('.html table, table.sortable')) {
  const head = table.tHead && table.tHead.rows[0]
  if (!head || !table.tBodies[0]) continue
  ;[...head.cells].forEach((cell, column) => {
    cell.tabIndex = 0
    cell.setAttribute('role', 'button')
    cell.classList.add('sorts')
    const sort = () => {
      const down = cell.getAttribute('aria-sort') === 'ascending'
      for (const other of head.cells) other.removeAttribute('aria-sort')
      cell.setAttribute('aria-sort', down ? 'descending' : 'ascending')
      sortBy(table, column, down)
    }
    cell.addEventListener('click', sort)
    cell.addEventListener('keydown', event => { if (event.key === 'Enter') sort() })
  })
}

// A long list a page at a time, and only what fits the words typed.
for (const list of all('[data-paged]')) {
  const size = Number(list.dataset.paged)
  const items = [...list.children]
  const input = document.querySelector('input[data-filter]')
  const pages = document.createElement('p')
  pages.className = 'pages'
  const button = text => Object.assign(document.createElement('button'), { textContent: text })
  const [back, told, forth] = [button('Back'), document.createElement('span'), button('Next')]
  pages.append(back, told, forth)
  list.before(pages)
  let first = 0
  const show = () => {
    const words = input ? input.value.toLowerCase().split(/\\s+/).filter(word => word) : []
    const fitting = items.filter(item => words.every(word => item.dataset.words.includes(word)))
    if (first >= fitting.length) first = 0
    list.replaceChildren(...fitting.slice(first, first + size))
    told.textContent = fitting.length === 0 ? 'none' : first + 1 + '–' + Math.min(first + size, fitting.length) + ' of ' + fitting.length
    back.disabled = first === 0
    forth.disabled = first + size >= fitting.length
    back.hidden = forth.hidden = fitting.length <= size
  }
  back.addEventListener('click', () => { first -= size; show() })
  forth.addEventListener('click', () => { first += size; show() })
  if (input) input.addEventListener('input', () => { first = 0; show() })
  show()
}

const on = (name, act) => { for (const button of all('button[data-act="' + name + '"]')) { button.hidden = false; button.addEventListener('click', act) } }
on('fold', () => {
  const folds = all('details.code')
  const open = folds.some(fold => fold.open)
  for (const fold of folds) fold.open = !open
})
on('theme', () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'light' : 'dark'
})
on('print', () => print())
addEventListener('beforeprint', () => { for (const fold of all('main details')) fold.open = true })
`
