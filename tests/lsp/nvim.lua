-- What a person does in Neovim, as a script for `nvim --headless --clean -S`, in a directory
-- with a Dockerfile; $DOCKFIX starts the server. What is seen is written to `seen.json`.
local seen = {}
local timeout = 20000

local function fail(message)
  seen.error = message
end

local function wait(what, condition)
  if not vim.wait(timeout, condition, 20) then
    fail("never came: " .. what)
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    local code = each.code or (each.user_data and each.user_data.lsp and each.user_data.lsp.code)
    table.insert(found, { code = code, line = each.lnum + 1, source = each.source })
  end
  return found
end

local function has(code)
  for _, each in ipairs(codes()) do
    if each.code == code then
      return true
    end
  end
  return false
end

local function start()
  local config = { name = "dockfix", cmd = vim.split(vim.env.DOCKFIX, " "), root_dir = vim.fn.getcwd() }
  if vim.lsp.start then
    return vim.lsp.start(config)
  end
  local client = vim.lsp.start_client(config) -- before Neovim 0.8
  vim.lsp.buf_attach_client(0, client)
  return client
end

local client

local function apply(params)
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, timeout)
  local encoding = vim.lsp.get_client_by_id(client).offset_encoding
  for _, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      if not action.edit then
        local resolved = vim.lsp.buf_request_sync(0, "codeAction/resolve", action, timeout)
        for _, each in pairs(resolved or {}) do
          action = each.result
        end
      end
      vim.lsp.util.apply_workspace_edit(action.edit, encoding)
      return action.title
    end
  end
end

local function main()
  vim.cmd("edit Dockerfile")
  client = start()
  wait("diagnostics", function() return has("DL3014") end)
  seen.opened = codes()

  -- a quick fix, chosen with the cursor on the line
  vim.api.nvim_win_set_cursor(0, { 2, 6 })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {}, only = { "quickfix" } }
  seen.title = apply(params)
  seen.fixed = text()
  wait("no DL3014", function() return not has("DL3014") end)
  seen.after_fix = codes()

  -- formatting
  vim.api.nvim_buf_set_lines(0, 2, 3, false, { "env a 1" })
  wait("the diagnostic of what is typed", function() return has("LegacyKeyValueFormat") end)
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ async = false, timeout_ms = timeout })
  else
    vim.lsp.buf.formatting_sync(nil, timeout)
  end
  seen.formatted = text()

  -- fixing on save, as docs/editors.md has it
  vim.api.nvim_create_autocmd("BufWritePre", {
    buffer = 0,
    callback = function()
      local all = vim.lsp.util.make_range_params()
      all.context = { diagnostics = {}, only = { "source.fixAll.dockfix" } }
      apply(all)
    end,
  })
  vim.api.nvim_buf_set_lines(0, 3, 3, false, { "RUN apt-get install --no-install-recommends wget=1" })
  wait("the diagnostic of a line that is new", function() return has("DL3014") end)
  vim.cmd("write")
  seen.saved = table.concat(vim.fn.readfile("Dockerfile"), "\n") .. "\n"
  wait("no DL3014 after saving", function() return not has("DL3014") end)
end

local ok, message = pcall(main)
if not ok then
  fail(message)
end
local file = io.open("seen.json", "w")
file:write(vim.json and vim.json.encode(seen) or vim.fn.json_encode(seen))
file:close()
vim.cmd("qall!")
