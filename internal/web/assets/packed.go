package assets

import (
	"bytes"
	"compress/gzip"
	"sync"
)

// packed holds what was compressed so far, by path without the hash: as many entries as there are assets.
var packed sync.Map

// Packed returns what [Open] returns, compressed with gzip: a quarter of the bytes for a phone on the road. Each asset is compressed once,
// when somebody first asks for it.
func Packed(name string) (content []byte, contentType string, ok bool) {
	content, contentType, ok = Open(name)
	if !ok {
		return nil, "", false
	}
	name = versionPrefix.ReplaceAllString(name, "")
	once, _ := packed.LoadOrStore(name, sync.OnceValue(func() []byte { return pack(content) }))
	return once.(func() []byte)(), contentType, true //nolint:forcetypeassert // the only type that is stored
}

func pack(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("assets: " + err.Error()) // impossible: a buffer takes everything
	}
	return b.Bytes()
}
