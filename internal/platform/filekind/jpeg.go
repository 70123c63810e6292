package filekind

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// JPEG markers (ITU T.81, table B.1).
const (
	markerStart   = 0xd8
	markerEnd     = 0xd9
	markerScan    = 0xda
	markerApp1    = 0xe1 // Exif, XMP: where and with what a photo was taken
	markerApp2    = 0xe2 // colour profile, or more pictures
	markerApp14   = 0xee // Adobe: how colours are coded
	markerApp15   = 0xef
	markerComment = 0xfe
)

var errJPEG = errors.New("not a whole JPEG")

// WithoutPlace returns a photo without what says where it was taken: of all application segments only those stay that the
// picture needs. The way up is kept in an Exif segment of its own. What follows the picture's end is cut off.
func WithoutPlace(photo []byte) ([]byte, error) {
	if !bytes.HasPrefix(photo, []byte{0xff, markerStart}) {
		return nil, errJPEG
	}
	out := bytes.NewBuffer(append(make([]byte, 0, len(photo)), 0xff, markerStart))
	for rest := photo[2:]; ; {
		for len(rest) > 1 && rest[0] == 0xff && rest[1] == 0xff { // fill bytes
			rest = rest[1:]
		}
		if len(rest) < 2 || rest[0] != 0xff {
			return nil, errJPEG
		}
		if rest[1] == markerEnd {
			out.Write(rest[:2])
			return out.Bytes(), nil
		}
		if len(rest) < 4 {
			return nil, errJPEG
		}
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size < 4 || size > len(rest) {
			return nil, errJPEG
		}
		out.Write(kept(rest[:size]))
		if rest[1] == markerScan {
			coded := codedData(rest[size:])
			out.Write(rest[size : size+coded])
			size += coded
		}
		rest = rest[size:]
	}
}

// kept is what stays of a segment: all of it, nothing, or of Exif the way up.
func kept(segment []byte) []byte {
	switch marker := segment[1]; {
	case marker == markerApp1:
		if up := orientation(segment); up > 1 {
			return exif(up)
		}
		return nil
	case marker == markerApp2 && bytes.HasPrefix(segment[4:], []byte("ICC_PROFILE\x00")), marker == markerApp14:
		return segment
	case marker >= markerApp2 && marker <= markerApp15, marker == markerComment:
		return nil
	default:
		return segment
	}
}

// codedData is the length of the coded picture data after a scan's header. Inside it 0xff is followed by a zero or by a
// restart code (0xd0 to 0xd7); anything else begins the next segment.
func codedData(data []byte) int {
	for i := 0; i+1 < len(data); i++ {
		if next := data[i+1]; data[i] == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return i
		}
	}
	return len(data)
}

// orientation reads tag 0x0112 of an Exif segment: 1 to 8, or 0 when there is none.
func orientation(segment []byte) uint16 {
	tiff, ok := bytes.CutPrefix(segment[4:], []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x0112 {
			if up := order.Uint16(entries[8:]); up <= 8 {
				return up
			}
			return 0
		}
		entries = entries[12:]
	}
	return 0
}

// exif makes an Exif segment that says the way up and nothing else.
func exif(up uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08" + "\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(tiff[18:], up)
	segment := append([]byte{0xff, markerApp1, 0, 0}, append([]byte("Exif\x00\x00"), tiff...)...)
	binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
	return segment
}
