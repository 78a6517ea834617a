// Pagefind's default interface with ten hits, or (on the page without it, api.html) only its API.
if (document.querySelector('#search')) {
  const ui = new PagefindUI({ element: '#search', pageSize: 10, showImages: false, showSubResults: false })
  const show = query => ui.triggerSearch(query)
  window.bench = { show }
  const typed = new URLSearchParams(location.search).get('q')
  if (typed) show(JSON.parse(typed))
} else {
  const ready = import(new URL('pagefind/pagefind.js', location.href)).then(async pagefind => {
    await pagefind.init()
    return pagefind
  })
  window.bench = {
    ready,
    anchors: async query => {
      const { results } = await (await ready).search(query)
      const found = await Promise.all(results.map(result => result.data()))
      return found.map(hit => hit.meta.title)
    },
    count: async query => (await (await ready).search(query)).results.length,
    time: async query => {
      const pagefind = await ready
      const start = performance.now()
      await pagefind.search(query)
      return performance.now() - start
    },
  }
}
