# cmake -DROOT=… -DFILES=a;b -DOUT=… -P embed.cmake: writes the files' bytes as C++ raw strings, in
# pieces that every compiler takes.
set(text "#include \"stdlib/embedded.h\"\n\nnamespace suture::stdlib {\nnamespace {\n")
set(table "")
set(n 0)
foreach(file ${FILES})
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${hex}")
  # Break the literal every 60 bytes.
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)" "\\1\"\n\"" escaped "${escaped}")
  file(SIZE ${ROOT}/${file} size)
  string(APPEND text "const char kFile${n}[] = \"${escaped}\";\n")
  string(APPEND table "    {\"${file}\", std::string_view(kFile${n}, ${size})},\n")
  math(EXPR n "${n} + 1")
endforeach()
string(APPEND text "const File kFiles[] = {\n${table}};\n}  // namespace\n\nconst File* Files() { return kFiles; }\nint FileCount() { return ${n}; }\n\n}  // namespace suture::stdlib\n")
file(WRITE ${OUT} "${text}")
