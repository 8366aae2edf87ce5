# The web page (web/) inside the program. npm and esbuild make it once for all build folders: scripts/build-page
# looks whether web/ changed and does nothing otherwise, so that no build without such a change starts npm.
#   niem_page(TARGET)   embeds it, under the names that src/server/page.cc knows
find_program(NODE node)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
  message(FATAL_ERROR "node and npm are needed to build the web page of niem serve: scripts/install-packages\n"
    "Cần node và npm để dựng trang web của niem serve: scripts/install-packages")
endif()

set(NIEM_PAGE_FOLDER ${CMAKE_SOURCE_DIR}/build/page)
set(niem_page_files index.html app.js app.js.gz app.css app.css.gz)
list(TRANSFORM niem_page_files PREPEND ${NIEM_PAGE_FOLDER}/)
file(GLOB_RECURSE niem_page_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*)
add_custom_command(OUTPUT ${niem_page_files}
  COMMAND ${CMAKE_SOURCE_DIR}/scripts/build-page ${NIEM_PAGE_FOLDER}
  DEPENDS ${niem_page_sources} ${CMAKE_SOURCE_DIR}/web/index.html ${CMAKE_SOURCE_DIR}/web/build.mjs
    ${CMAKE_SOURCE_DIR}/web/package.json ${CMAKE_SOURCE_DIR}/web/package-lock.json ${CMAKE_SOURCE_DIR}/scripts/build-page
  COMMENT "The web page" VERBATIM)
add_custom_target(niem_page_built DEPENDS ${niem_page_files})

function(niem_page target)
  niem_embed(${target} niem_page_html ${NIEM_PAGE_FOLDER}/index.html)
  niem_embed(${target} niem_page_js ${NIEM_PAGE_FOLDER}/app.js)
  niem_embed(${target} niem_page_js_gz ${NIEM_PAGE_FOLDER}/app.js.gz)
  niem_embed(${target} niem_page_css ${NIEM_PAGE_FOLDER}/app.css)
  niem_embed(${target} niem_page_css_gz ${NIEM_PAGE_FOLDER}/app.css.gz)
  add_dependencies(${target} niem_page_built)
endfunction()
