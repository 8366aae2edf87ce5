# Installation and the .deb (make package). niem finds its workers and niem-full in ../libexec/niem beside its own folder.
if(NOT TARGET niem OR NOT TARGET niem-worker)
  return()
endif()
include(GNUInstallDirs)

install(TARGETS niem RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS niem-worker niem-worker-light niem-worker-ocr niem-worker-disk niem-worker-lock niem-full RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/niem)
install(TARGETS niem-verify RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md README.vi.md ${CMAKE_SOURCE_DIR}/packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN images EXCLUDE PATTERN man EXCLUDE)
# The rules are inside the program; these are for people who read them or write their own.
install(FILES packs/scan/marks.json packs/scan/marks.schema.json packs/scan/rules.schema.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/packs/scan)
install(DIRECTORY packs/vn-2018 packs/vn-2025 DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/packs)
install(FILES packs/audit/rules.json packs/audit/places.json packs/audit/hosts.json DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/packs/audit)
install(FILES packs/law.schema.json packs/list.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/packs)
# What an inspector copies to his own drive; there once `make windows` has built it, as `make package` does first.
install(FILES ${CMAKE_SOURCE_DIR}/build/mingw/bin/niem-audit.exe DESTINATION ${CMAKE_INSTALL_DATADIR}/niem/windows OPTIONAL)

# The service: its unit and its user; its options are the operator's to write (/etc/default/niem).
install(FILES packaging/niem.service DESTINATION lib/systemd/system)
install(FILES packaging/niem.sysusers DESTINATION lib/sysusers.d RENAME niem.conf)
install(FILES packaging/niem.env.example DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples RENAME niem.env)

# Man page and completions come from the option table itself.
find_program(GZIP gzip REQUIRED)
set(generated ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})
set(generated_files)
function(niem_generate file)
  add_custom_command(OUTPUT ${generated}/${file}
    COMMAND niem ${ARGN} > ${generated}/${file}
    DEPENDS niem VERBATIM)
  set(generated_files ${generated_files} ${generated}/${file} PARENT_SCOPE)
endfunction()
# Debian ships manuals and changelogs compressed.
function(niem_compress source file)
  add_custom_command(OUTPUT ${generated}/${file}
    COMMAND ${GZIP} -9nc ${source} > ${generated}/${file}
    DEPENDS ${source} VERBATIM)
  set(generated_files ${generated_files} ${generated}/${file} PARENT_SCOPE)
endfunction()
# FOLDER/NAME.1 and its Vietnamese sister FOLDER/NAME.vi.1.
function(niem_manual name folder)
  niem_compress(${folder}/${name}.1 ${name}.1.gz)
  niem_compress(${folder}/${name}.vi.1 ${name}.vi.1.gz)
  set(generated_files ${generated_files} PARENT_SCOPE)
  install(FILES ${generated}/${name}.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${generated}/${name}.vi.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/vi/man1 RENAME ${name}.1.gz)
endfunction()
niem_generate(niem.1 --man --lang en)
niem_generate(niem.vi.1 --man --lang vi)
set(commands audit new-key trace pack init act user finding serve backup restore rekey export-ledger)
foreach(command ${commands})
  niem_generate(niem-${command}.1 --man ${command} --lang en)
  niem_generate(niem-${command}.vi.1 --man ${command} --lang vi)
endforeach()
niem_generate(niem.bash --completions bash)
niem_generate(_niem --completions zsh)
niem_generate(niem.fish --completions fish)
list(TRANSFORM commands PREPEND niem- OUTPUT_VARIABLE manuals)
foreach(manual niem ${manuals})
  niem_manual(${manual} ${generated})
endforeach()
niem_manual(niem-verify ${CMAKE_SOURCE_DIR}/docs/man)
niem_compress(${CMAKE_SOURCE_DIR}/CHANGELOG.md changelog.gz)
add_custom_target(niem_generated ALL DEPENDS ${generated_files})
install(FILES ${generated}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${generated}/niem.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME niem)
install(FILES ${generated}/_niem DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${generated}/niem.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_CONTACT "Niêm maintainers")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Niêm maintainers <maintainers@niem.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The letters of prints (src/print); the libraries come from shlibs. Without the Vietnamese data pictures stay unread.
set(CPACK_DEBIAN_PACKAGE_DEPENDS fonts-liberation2)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS tesseract-ocr-vie)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "find documents that bear Vietnamese state-secrecy marks")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Reads folders, disks, archives and mail boxes, and tells documents that bear a secrecy
mark (Mật, Tối mật, Tuyệt mật) from documents that only mention one. Office documents
old and new, PDF, scanned pages, mail and Vietnamese text in every usual encoding are read in
sandboxed processes; what could not be read is listed with the reason.
.
Reports: text, JSONL, JSON, SARIF, one-file HTML, XLSX.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/packaging/postinst ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm)
include(CPack)
