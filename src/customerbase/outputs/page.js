
(function () {
  "use strict";
  var FIRST = 200;
  var collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function prepare(scroll) {
    var table = scroll.querySelector("table");
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var words = scroll.dataset;
    var all = rows.length <= FIRST;
    var wanted = "";
    if (!rows.length) return;

    var tools = document.createElement("div");
    tools.className = "tools";
    var count = document.createElement("output");
    var box = document.createElement("input");
    box.type = "search";
    box.placeholder = words.filter;
    box.setAttribute("aria-label", words.filter);
    tools.append(count, box);
    scroll.before(tools);

    var more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.textContent = words.showAll.replace("{count}", rows.length.toLocaleString());
    more.addEventListener("click", function () { all = true; show(); });
    scroll.after(more);

    function holds(row, parts) {
      if (row.words === undefined) row.words = row.textContent.toLowerCase();
      return parts.every(function (part) { return row.words.includes(part); });
    }

    function show() {
      var parts = wanted.split(/\s+/);
      var found = 0;
      rows.forEach(function (row) {
        var fits = !wanted || holds(row, parts);
        if (fits) found += 1;
        row.hidden = !fits || (!all && found > FIRST);
        row.classList.toggle("beyond", fits);
      });
      more.hidden = all || found <= FIRST;
      count.textContent = wanted ? words.matches.replace("{count}", found.toLocaleString()) : "";
    }

    box.addEventListener("input", function () { wanted = box.value.trim().toLowerCase(); show(); });

    heads.forEach(function (head, place) {
      var button = document.createElement("button");
      button.type = "button";
      button.append.apply(button, Array.prototype.slice.call(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () {
        var falling = head.getAttribute("aria-sort") === "ascending" ||
          (head.classList.contains("n") && head.getAttribute("aria-sort") === "none");
        heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        sort(place, head.classList.contains("n"), falling ? -1 : 1);
      });
    });

    function sort(place, numeric, way) {
      var keyed = rows.map(function (row, i) {
        var cell = row.cells[place];
        var said = cell.textContent;
        return { row: row, i: i, empty: said === "", key: numeric ? parseFloat(cell.dataset.v) : said };
      });
      keyed.sort(function (a, b) {
        if (a.empty !== b.empty) return a.empty ? 1 : -1;
        var order = a.empty ? 0 : numeric ? a.key - b.key : collator.compare(a.key, b.key);
        return order * way || a.i - b.i;
      });
      rows = keyed.map(function (each) { return each.row; });
      body.append.apply(body, rows);
      show();
    }
    show();
  }

  function tabs(bar) {
    var links = Array.prototype.slice.call(bar.querySelectorAll("a"));
    var panels = links.map(function (link) { return document.getElementById(link.hash.slice(1)); });
    bar.setAttribute("role", "tablist");
    function choose(place) {
      links.forEach(function (link, i) {
        link.setAttribute("aria-selected", i === place);
        link.tabIndex = i === place ? 0 : -1;
        panels[i].hidden = i !== place;
      });
    }
    links.forEach(function (link, i) {
      link.id = "tab" + i;
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", panels[i].id);
      panels[i].setAttribute("role", "tabpanel");
      panels[i].setAttribute("aria-labelledby", link.id);
      link.addEventListener("click", function (event) {
        event.preventDefault();
        choose(i);
        history.replaceState(null, "", link.hash);
      });
      link.addEventListener("keydown", function (event) {
        var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (!step) return;
        var next = (i + step + links.length) % links.length;
        choose(next);
        links[next].focus();
      });
    });
    var asked = panels.findIndex(function (panel) { return "#" + panel.id === location.hash; });
    choose(Math.max(asked, 0));
  }

  document.querySelectorAll(".scroll").forEach(prepare);
  document.querySelectorAll(".tabs").forEach(tabs);
})();
