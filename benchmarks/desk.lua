-- Mixed requests of one logged-in editor: the queue, filters, reviews, panels, faces, comments.
-- Started by benchmarks/desk.py, which gives the cookie and the hash of each note's text;
-- without them every request is for the first page.

local notes, cookie, at = {}, "", 0

function init(arguments)
  cookie = arguments[1] or ""
  for index = 2, #arguments do notes[#notes + 1] = arguments[index] end
  at = #notes
end

local reading = { ["Cookie"] = "" }
local writing = {
  ["Cookie"] = "", ["Sec-Fetch-Site"] = "same-origin",
  ["Content-Type"] = "application/x-www-form-urlencoded",
}
local panels = { "findings", "sentences", "changes", "rules", "facts", "data", "history" }

function request()
  if #notes == 0 then return wrk.format("GET", "/") end
  at = at + 1
  reading["Cookie"], writing["Cookie"] = cookie, cookie
  local number = (at % #notes) + 1
  local turn = at % 20
  if turn < 6 then return wrk.format("GET", "/", reading) end
  if turn < 8 then return wrk.format("GET", "/?view=in_review&verdict=clean", reading) end
  if turn < 15 then
    return wrk.format("GET", "/notes/" .. number .. "?panel=" .. panels[(at % #panels) + 1], reading)
  end
  if turn < 17 then
    return wrk.format("GET", "/notes/" .. number .. "/text/" .. notes[number] .. "/page", reading)
  end
  if turn < 19 then return wrk.format("GET", "/static/desk.css", reading) end
  local body = "seen=" .. notes[number] .. "&text=looked+at&quote="
  return wrk.format("POST", "/notes/" .. number .. "/comment", writing, body)
end

function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(99), failed))
end
