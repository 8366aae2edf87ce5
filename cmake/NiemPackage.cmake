# Installation and the .deb (make package). niem finds niem-worker in ../libexec/niem beside its own folder.
if(NOT TARGET niem OR NOT TARGET niem-worker)
  return()
endif()
include(GNUInstallDirs)

install(TARGETS niem RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS niem-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/niem)
install(FILES LICENSE README.md README.vi.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN "*.png" EXCLUDE)
install(FILES packs/scan/marks.json packs/scan/marks.schema.json packs/scan/agency-rules.schema.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/packs/scan OPTIONAL)

# Man page and completions come from the option table itself.
set(generated ${CMAKE_BINARY_DIR}/generated)
function(niem_generate file)
  add_custom_command(OUTPUT ${generated}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND niem ${ARGN} > ${generated}/${file}
    DEPENDS niem VERBATIM)
  set(generated_files ${generated_files} ${generated}/${file} PARENT_SCOPE)
endfunction()
niem_generate(niem.1 --man --lang en)
niem_generate(niem.vi.1 --man --lang vi)
niem_generate(niem.bash --completions bash)
niem_generate(_niem --completions zsh)
niem_generate(niem.fish --completions fish)
add_custom_target(niem_generated ALL DEPENDS ${generated_files})
install(FILES ${generated}/niem.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${generated}/niem.vi.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/vi/man1 RENAME niem.1)
install(FILES ${generated}/niem.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME niem)
install(FILES ${generated}/_niem DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${generated}/niem.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "Niêm maintainers")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Niêm maintainers <maintainers@niem.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "find documents that bear Vietnamese state-secrecy marks")
include(CPack)
