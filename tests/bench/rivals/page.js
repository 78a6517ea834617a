// What a bare search page needs beside an engine: the first ten hits with an excerpt, for ?q= (here the translated query
// as JSON). An engine's script calls `bare` with ready, a promise of a function query → [{anchor, text, words}].
function bare(ready) {
  const excerpt = (text, words) => {
    const small = text.toLowerCase()
    const at = Math.max(0, Math.min(...words.map(word => small.indexOf(word)).filter(place => place >= 0).concat(text.length)))
    const from = Math.max(0, (at < text.length ? at : 0) - 80)
    return (from ? '…' : '') + text.slice(from, from + 240) + '…'
  }
  const show = async query => {
    const hits = (await ready)(query).slice(0, 10)
    document.querySelector('ol').replaceChildren(...hits.map(({ anchor, text, words }) => {
      const row = document.createElement('li')
      const link = document.createElement('a')
      row.dataset.anchor = link.textContent = anchor
      link.href = '../' + anchor.replace('.', '/index.html#')
      row.append(link, ' ', excerpt(text(), words))
      return row
    }))
    document.body.dataset.shown = JSON.stringify(query)
  }
  window.bench = {
    show,
    ready,
    anchors: async query => (await ready)(query).map(hit => hit.anchor),
    time: async query => {
      const find = await ready
      const start = performance.now()
      find(query)
      return performance.now() - start
    },
  }
  const typed = new URLSearchParams(location.search).get('q')
  if (typed) show(JSON.parse(typed))
}
