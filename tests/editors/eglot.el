;; What a person does in Emacs, as a script for `emacs --batch -l`, in a directory with a Dockerfile
;; and an `init.el`. What is seen is written to `seen.json`.
(package-initialize)
(require 'eglot)
(require 'dockerfile-mode)
(require 'json)

(defvar seen nil)

(defun see (name value)
  (push (cons name value) seen))

(defun wait-for (what condition)
  (eglot--signal-textDocument/didChange) ; else told when nobody types, which a batch run never notices
  (let ((end (+ (float-time) 30)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "never came: %s" what))
      (accept-process-output nil 0.05))))

(defun findings ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun is-found (code)
  (seq-some (lambda (text) (string-match-p (regexp-quote code) text)) (findings)))

;; The action of a kind that is offered first: at a menu, a person would take it.
(defun act (begin end kind)
  (let ((last-nonmenu-event ?m))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _) (caar items))))
      (eglot-code-actions begin end kind t))))

;; what docs/editors.md says
(load (expand-file-name "init.el"))

(condition-case problem
    (let ((eglot-sync-connect 30)
          (eglot-confirm-server-initiated-edits nil))
      (find-file "Dockerfile")
      (see 'mode (symbol-name major-mode))
      (call-interactively #'eglot)
      (flymake-start)
      (wait-for "diagnostics" (lambda () (is-found "DL3014")))
      (see 'opened (vconcat (findings)))

      ;; a quick fix, with the cursor on the line
      (goto-char (point-min))
      (forward-line 1)
      (act (line-beginning-position) (line-end-position) "quickfix")
      (see 'fixed (buffer-string))
      (wait-for "no DL3014" (lambda () (not (is-found "DL3014"))))

      ;; formatting
      (goto-char (point-max))
      (insert "env b 1\n")
      (eglot-format-buffer)
      (see 'formatted (buffer-string))

      ;; fixing all, as on save
      (goto-char (point-max))
      (insert "RUN apt-get install --no-install-recommends wget=1\n")
      (wait-for "the diagnostic of a line that is new" (lambda () (is-found "DL3014")))
      (act (point-min) (point-max) "source.fixAll.dockfix")
      (see 'all (buffer-string))
      (wait-for "no DL3014 after fixing all" (lambda () (not (is-found "DL3014"))))
      (set-buffer-modified-p nil)
      (eglot-shutdown (eglot-current-server)))
  (error (see 'error (error-message-string problem))))

(with-temp-file "seen.json"
  (insert (json-encode seen)))
