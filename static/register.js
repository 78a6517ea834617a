/* Adds to a register's page: a filter; and its names, descriptions and order follow the interface's language. */
(function () {
  'use strict'
  var input = document.getElementById('filter'), list = document.querySelector('.rows')
  var rows = Array.prototype.slice.call(list.querySelectorAll('[data-find]'))
  var letters = document.querySelector('.letters ul')

  /* The filter folds what is typed as the program folded the names (edition/alphabet.py). */
  var folding = JSON.parse(input.dataset.folding), output = input.parentNode.querySelector('output')
  function fold(text) {
    var plain = text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    Object.keys(folding.pairs).forEach(function (pair) { plain = plain.split(pair).join(folding.pairs[pair]) })
    plain = plain.replace(/./g, function (letter) { return letter in folding.letters ? folding.letters[letter] : letter })
    return plain.split(/[^\p{L}\p{N}_]+/u).filter(Boolean)
  }
  function filter() {
    var words = fold(input.value), count = 0
    rows.forEach(function (row) {
      var found = ' ' + row.dataset.find
      row.hidden = !words.every(function (word) { return found.indexOf(' ' + word) >= 0 })
      count += !row.hidden
    })
    list.querySelectorAll('section, .group').forEach(function (part) { part.hidden = !part.querySelector('[data-find]:not([hidden])') })
    output.textContent = words.length ? output.dataset.said.replace('#', count) : ''
  }
  input.addEventListener('input', filter)
  filter()

  /* Another language: the order and the letters of each row are in the page already. */
  var tongues = (list.dataset.tongues || '').split(' ')
  function speak(tongue) {
    var place = tongues.indexOf(tongue)
    if (place < 0) return
    function part(row, name) { return row.dataset[name].split(' ')[place] }
    rows.sort(function (a, b) { return part(a, 'ranks') - part(b, 'ranks') })
    list.dataset.tongue = tongue
    list.textContent = letters.textContent = ''
    var last = null, ul = null
    rows.forEach(function (row) {
      if (part(row, 'letters') !== last) {
        last = part(row, 'letters')
        var section = document.createElement('section'), h2 = document.createElement('h2'), li = document.createElement('li'), a = document.createElement('a')
        h2.id = 'letter-' + (letters.children.length + 1)
        h2.textContent = a.textContent = last
        a.href = '#' + h2.id
        ul = document.createElement('ul')
        section.append(h2, ul)
        list.append(section)
        li.append(a)
        letters.append(li)
      }
      ul.append(row)
    })
    filter()
  }
  function follow() { if (edition.lang !== list.dataset.tongue) speak(edition.lang) }
  document.addEventListener('edition-lang', function () { follow(); filter() })
  follow()
})()
