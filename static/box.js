/* On every page: the small search box suggests names as one types; a text's page that was reached from a search loads the
   script that marks what was found. Nothing is loaded before it is wanted. */
(function () {
  'use strict'
  var base = document.currentScript.src.replace(/static\/[^/]*$/, ''), box = document.querySelector('.find input'), engine, typing
  function load(name) {
    return new Promise(function (done, fail) {
      var script = document.createElement('script')
      script.src = base + 'static/' + name
      script.dataset.base = base
      script.onload = done
      script.onerror = fail
      document.head.append(script)
    })
  }
  function search() { return engine = engine || load('search.js').catch(function () { engine = null }) }

  if (box) {
    var list = document.createElement('datalist')
    list.id = 'names'
    box.after(list)
    box.addEventListener('focus', search)
    box.addEventListener('input', function () {
      var typed = box.value.trim()
      clearTimeout(typing)
      if (typed.length < 2) return list.replaceChildren()
      typing = setTimeout(function () {
        search().then(function () { return window.editionSearch.suggest(typed) }).then(function (names) {
          list.replaceChildren.apply(list, names.map(function (each) {
            var option = document.createElement('option')
            option.value = each.as
            option.label = each.name[document.documentElement.lang] || each.as
            return option
          }))
          box.setAttribute('list', list.id)
        }).catch(function () { /* without suggestions, then */ })
      }, 120)
    })
    addEventListener('keydown', function (event) {
      var at = event.target
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return
      event.preventDefault()
      box.focus()
    })
  }
  if (/[?&]q=[^&]/.test(location.search) && document.querySelector('.units')) search().then(function () { if (window.editionSearch) load('hits.js') })
})()
